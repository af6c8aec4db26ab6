// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.harness;

/** A gateway sent what its contract does not allow. No assertion error: tests that expect a connection to break catch those. */
public final class BrokenContract extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenContract(String message) {
        super(message);
    }
}
