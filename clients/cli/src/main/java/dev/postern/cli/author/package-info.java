// SPDX-License-Identifier: Apache-2.0
/** What the command line does for authors of plugins: projects, their builds, and what those are built against. */
@NullMarked
package dev.postern.cli.author;

import org.jspecify.annotations.NullMarked;
