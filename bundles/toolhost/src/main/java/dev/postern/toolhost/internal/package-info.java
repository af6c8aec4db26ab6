// SPDX-License-Identifier: Apache-2.0
/** The node's side of the wire for the tools of one plugin. */
@NullMarked
package dev.postern.toolhost.internal;

import org.jspecify.annotations.NullMarked;
