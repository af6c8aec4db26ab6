// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.plugin;

/** A component that would start if what it needs were there. */
public final class Waits {}
