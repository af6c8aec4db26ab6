// SPDX-License-Identifier: Apache-2.0
/** What is remembered beyond a turn: where it came from, how far it reaches, and how it is read. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
