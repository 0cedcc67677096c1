# Takes the second looks out of lib/fwu (verify_psa.c, authentic.c, stage.c) and out of the crypto library (ct.c).
s/volatile psa_status_t verdict = PSA_ERROR_CORRUPTION_DETECTED;/psa_status_t verdict;/
s/good != PFWU_YES || image->hash_size < 32u || differs_from(hash, image) != 0/false/
s/pfwu_check_counter(row, boot->active\[index\].image.counter) != PSA_SUCCESS/false/
s/volatile int32_t second = pcc_verdict(pcc_equal(b, a, size), error);/int32_t second = 0;/
