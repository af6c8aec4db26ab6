// SPDX-License-Identifier: Apache-2.0
/** What sessions remember: the rows, and how turns read them. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
