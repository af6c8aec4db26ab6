// SPDX-License-Identifier: Apache-2.0
/**
 * For tests of plugins: runs their parts without a gateway but under its rules, and has a contract test for each kind. Begin
 * with {@link dev.postern.testkit.PluginHarness}.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
