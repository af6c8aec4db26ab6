// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolversions;

/**
 * One difference between two versions of a tool.
 *
 * @param needs the least step of the version that it asks for
 * @param pointer where in the descriptor, as a JSON Pointer
 * @param text what is different, for the tool's author
 */
public record ContractChange(Step needs, String pointer, String text) {
    @Override
    public String toString() {
        return pointer + " " + text;
    }
}
