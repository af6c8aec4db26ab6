@NullMarked
package dev.postern.cli.chat;

import org.jspecify.annotations.NullMarked;
