/* SPDX-License-Identifier: Apache-2.0
 * A driver that has no entry point: every call falls through the seam, and nothing of it is unused or amiss. */
