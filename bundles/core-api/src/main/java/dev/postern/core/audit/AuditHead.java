// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.audit;

/**
 * The end of a chain: whoever keeps one elsewhere sees later whether what came before was changed or cut.
 *
 * @param chain the tenant, or {@code *} for the installation's
 * @param seq the newest record's number; 0 for an empty chain
 * @param hash the newest record's, hex; {@link AuditChain#NOTHING} for an empty chain
 */
public record AuditHead(String chain, long seq, String hash) {
    /** A chain without records. */
    public static AuditHead empty(String chain) {
        return new AuditHead(chain, 0, AuditChain.NOTHING);
    }
}
