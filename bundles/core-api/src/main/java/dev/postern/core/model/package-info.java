// SPDX-License-Identifier: Apache-2.0
/** Language models, asked by whoever is no turn. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
