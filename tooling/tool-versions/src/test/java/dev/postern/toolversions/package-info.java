// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postern.toolversions;

import org.jspecify.annotations.NullMarked;
