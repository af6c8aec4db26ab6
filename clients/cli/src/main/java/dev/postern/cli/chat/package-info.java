// SPDX-License-Identifier: Apache-2.0
/** A conversation at the terminal: what comes from the gateway into lines, what is typed into requests. */
@NullMarked
package dev.postern.cli.chat;

import org.jspecify.annotations.NullMarked;
