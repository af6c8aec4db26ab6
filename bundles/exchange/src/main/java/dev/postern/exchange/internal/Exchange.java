// SPDX-License-Identifier: Apache-2.0
package dev.postern.exchange.internal;

/**
 * One exchange, as its records have it.
 *
 * @param id its id
 * @param name the bundle's symbolic name
 * @param from the version that goes
 * @param to the version that comes
 * @param bundle what comes, {@code <symbolic name>/<version>/<sha256>}
 * @param principal who asked
 */
record Exchange(String id, String name, String from, String to, String bundle, String principal) {}
