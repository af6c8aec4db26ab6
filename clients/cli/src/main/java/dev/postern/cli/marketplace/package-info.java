/** Marketplaces from their publisher's side: a folder of files, its signed catalogue, and copies of it. No gateway need run. */
@NullMarked
package dev.postern.cli.marketplace;

import org.jspecify.annotations.NullMarked;
