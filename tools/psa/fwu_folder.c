/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa fwu send to a device's folder: the calls of the update service, one after the other. A download that broke off
 * goes on: all is offered from byte 0, and the service compares what it holds.
 */
#include <inttypes.h>

#include "device.h"
#include "fwu.h"
#include "progress.h"

static psa_status_t start_anew(uint8_t component)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(component, &info);
    if (status == PSA_SUCCESS && (info.state == PSA_FWU_WRITING || info.state == PSA_FWU_CANDIDATE)) {
        status = psa_fwu_cancel(component);
        info.state = PSA_FWU_FAILED;
    }
    if (status == PSA_SUCCESS && (info.state == PSA_FWU_FAILED || info.state == PSA_FWU_UPDATED)) {
        status = psa_fwu_clean(component);
    }
    return status == PSA_SUCCESS ? psa_fwu_start(component, NULL, 0) : status;
}

static psa_status_t write_all(const fwu_image_t *image)
{
    psa_status_t status = PSA_SUCCESS;
    progress_t progress;
    progress_begin(&progress, image->path, image->bytes.size, image->held);
    for (size_t at = 0; status == PSA_SUCCESS && at < image->bytes.size;) {
        size_t left = image->bytes.size - at;
        size_t block = left < PSA_FWU_MAX_WRITE_SIZE ? left : PSA_FWU_MAX_WRITE_SIZE;
        status = psa_fwu_write(image->component, at, image->bytes.p + at, block);
        at += block;
        if (status == PSA_SUCCESS && at > image->held) {
            progress_show(&progress, at);
        }
    }
    progress_end(&progress);
    return status;
}

static psa_status_t send_image(fwu_image_t *image)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(image->component, &info);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (image->bytes.size > info.max_size) {
        return PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    if (info.state == PSA_FWU_WRITING) {
        image->held = info.impl.written < image->bytes.size ? info.impl.written : image->bytes.size;
        status = write_all(image);
    }
    if (info.state != PSA_FWU_WRITING || status == PSA_ERROR_STORAGE_FAILURE) { /* nothing held, or of another image */
        image->held = 0;
        status = start_anew(image->component);
        status = status == PSA_SUCCESS ? write_all(image) : status;
    }
    return status == PSA_SUCCESS ? psa_fwu_finish(image->component) : status;
}

int fwu_send_folder(const char *dir, fwu_image_t *images, size_t count, bool install)
{
    int code = device_open(dir);
    for (size_t i = 0; code == TOOL_OK && i < count; i++) {
        images[i].status = send_image(&images[i]);
        if (images[i].status != PSA_SUCCESS) {
            code = tool_fail("%s: %s", images[i].path, tool_status_text(images[i].status));
        }
    }
    if (code == TOOL_OK && install) {
        psa_status_t status = psa_fwu_install();
        code = status == PSA_SUCCESS_REBOOT ? TOOL_OK : tool_fail("install: %s", tool_status_text(status));
    }
    return code;
}
