// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import dev.postern.core.blob.BlobStore;
import dev.postern.core.home.PosternHome;
import dev.postern.core.identity.Principal;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Changes.Request;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds the file that a request names. */
@Component(service = Sources.class)
public final class Sources {
    private final BlobStore blobs;
    private final Path imports;

    /** Over the blobs and the import folder. */
    @Activate
    public Sources(BundleContext context, @Reference BlobStore blobs) {
        this.blobs = blobs;
        imports = new PosternHome(Path.of(context.getProperty(PosternHome.PROPERTY))).imports();
    }

    /** The file, and how the record calls where it came from. */
    Found find(Source source, Principal principal) throws WireException {
        return find(source, principal.tenant());
    }

    /** The same for what belongs to a tenant. */
    Found find(Source source, String tenant) throws WireException {
        check(source);
        if (source.name().isPresent()) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "source/name: nothing is had by its name here");
        }
        if (source.blob().isPresent()) {
            String id = source.blob().get();
            return new Found(blobs.file(tenant, id).orElseThrow(() -> WireException.notFound("blob", id)),
                    "blob", id);
        }
        Path file = imported(source.path().orElseThrow());
        return new Found(file, "path", nameBelowImports(file));
    }

    /** Exactly one of the three. */
    static void check(Source source) throws WireException {
        long given = Stream.of(source.blob(), source.path(), source.name())
                .filter(Optional::isPresent).count();
        if (given != 1 || source.version().isPresent() && source.name().isEmpty()) {
            throw new WireException(ErrorCode.INVALID_PARAMS,
                    "source: give exactly one of blob, path and name; version goes with name only");
        }
    }

    private String nameBelowImports(Path file) throws WireException {
        try {
            return imports.toRealPath().relativize(file).toString();
        } catch (IOException gone) {
            throw WireException.notFound("file", file.getFileName().toString());
        }
    }

    /** Resolves a path below the import folder, in which no part may be a link. */
    private Path imported(String text) throws WireException {
        try {
            Path root = imports.toRealPath();
            Path named = Path.of(text);
            // An absolute one is taken as it stands: what lies elsewhere is refused below.
            Path relative = named.startsWith(imports) ? imports.relativize(named) : named;
            Path file = root.resolve(relative).normalize();
            boolean dotted = false;
            for (Path part : named) {
                dotted |= part.toString().equals("..");
            }
            if (dotted || file.equals(root) || !file.startsWith(root)) {
                throw new WireException(ErrorCode.FORBIDDEN,
                        "source/path: only files below the import folder can be installed by path");
            }
            if (!file.equals(file.toRealPath()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new WireException(ErrorCode.FORBIDDEN,
                        "source/path: it is or passes a link, or is no file; put the jar itself into the import folder");
            }
            return file;
        } catch (InvalidPathException invalid) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "source/path: it is no path");
        } catch (IOException missing) {
            throw WireException.notFound("file", text);
        }
    }

    /**
     * A file to install.
     *
     * @param file where it lies
     * @param source for the record
     * @param name of it there: the blob's id, or the path below the import folder
     */
    record Found(Path file, String source, String name) {
        Request request(String principal, Outcome outcome) {
            return new Request(source, "", principal, outcome).from(Optional.of(name));
        }
    }
}
