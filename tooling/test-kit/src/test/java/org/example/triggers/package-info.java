// SPDX-License-Identifier: Apache-2.0
/** Triggers for the tests of their contracts. */
@org.jspecify.annotations.NullMarked
package org.example.triggers;
