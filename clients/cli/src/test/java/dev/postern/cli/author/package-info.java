// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.postern.cli.author;

import org.jspecify.annotations.NullMarked;
