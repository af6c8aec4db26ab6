// SPDX-License-Identifier: Apache-2.0
/** Nodes and their tools: registered, called, watched, and let go. */
@NullMarked
package dev.postern.nodes.internal;

import org.jspecify.annotations.NullMarked;
