// SPDX-License-Identifier: Apache-2.0
/** What turns may use: tokens of models, and money. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.budget;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
