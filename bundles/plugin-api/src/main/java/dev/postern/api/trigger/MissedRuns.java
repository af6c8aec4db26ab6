// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.trigger;

/** What becomes of due times that passed while nobody could fire. Up to a minute late is on time. */
public enum MissedRuns {
    /** They are passed over. */
    SKIP,
    /** The newest of them is made up for, one run for all. */
    ONCE,
    /** Each of them is made up for, in their order; of many the newest 24. */
    ALL
}
