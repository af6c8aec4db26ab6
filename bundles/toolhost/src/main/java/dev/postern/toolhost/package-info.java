// SPDX-License-Identifier: Apache-2.0
/** The process in which a plugin runs that is not let into the gateway's: a framework, the plugin, and a line to the gateway. */
@NullMarked
package dev.postern.toolhost;

import org.jspecify.annotations.NullMarked;
