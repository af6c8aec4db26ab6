// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;
