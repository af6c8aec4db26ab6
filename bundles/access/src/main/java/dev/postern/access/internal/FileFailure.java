// SPDX-License-Identifier: Apache-2.0
package dev.postern.access.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import dev.postern.api.tool.ToolException;

/** Says in the caller's terms why the system did not do it: no name that the caller did not give, no path outside. */
final class FileFailure {
    private FileFailure() {}

    static ToolException of(String path, IOException e) {
        return switch (e) {
            case OpenFolder.NoFolder absent -> new ToolException("not_found", "there is no folder " + absent.getFile());
            case NoSuchFileException absent -> new ToolException("not_found", "there is no file or folder " + path);
            case FileAlreadyExistsException there ->
                new ToolException("conflict", "there is something at " + path + " already");
            case DirectoryNotEmptyException full ->
                new ToolException("conflict", path + " is not empty; links and pipes in it are not listed");
            case OpenFolder.NotUsable link -> new ToolException("forbidden", path + ": " + link.getMessage());
            case AccessDeniedException denied ->
                new ToolException("forbidden", "the system lets the gateway's user not do that with " + path);
            case AtomicMoveNotSupportedException apart ->
                new ToolException("invalid_input", path + " would have to go to another file system");
            case FileSystemException broken -> unusable(path, broken.getReason(), e);
            default -> unusable(path, e.getMessage(), e);
        };
    }

    private static ToolException unusable(String path, @org.jspecify.annotations.Nullable String reason,
            IOException e) {
        return new ToolException(
                "io", path + " cannot be used: " + (reason == null ? e.getClass().getSimpleName() : reason), true, e);
    }
}
