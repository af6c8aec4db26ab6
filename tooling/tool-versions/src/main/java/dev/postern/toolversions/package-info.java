// SPDX-License-Identifier: Apache-2.0
/** What a change to a tool's contract asks of its version. Goes into the bundles that ask, and is not shipped by itself. */
@NullMarked
package dev.postern.toolversions;

import org.jspecify.annotations.NullMarked;
