// SPDX-License-Identifier: Apache-2.0
package dev.postern.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.postern.api.json.JsonObject;

/**
 * What fixtures there must be, valid ones and invalid ones: of each kind of frame, of each topic, and of each method both
 * the request and the response.
 *
 * @param subjects the folders that there may be
 * @param wanted what there must be, as {@code <subject>} or {@code <type of frame> of <method>}
 */
record Coverage(Set<String> subjects, Set<String> wanted) {

    /** What the contract in that folder demands. */
    static Coverage of(Path schemas) throws IOException {
        var catalogue = Descriptors.parse(Files.readString(schemas.resolve("catalogue.json")));
        var methods = names(catalogue, "methods", "method");
        methods.addAll(names(catalogue, "nodeMethods", "method"));
        var others = names(catalogue, "topics", "topic");
        for (var frame : Folder.files(schemas.resolve("frames"), ".json")) {
            var name = frame.getFileName().toString();
            others.add(name.substring(0, name.length() - ".json".length()));
        }
        var subjects = new TreeSet<>(others);
        subjects.addAll(methods);
        var wanted = new TreeSet<>(others);
        methods.forEach(method -> wanted.addAll(List.of("request of " + method, "response of " + method)));
        return new Coverage(subjects, wanted);
    }

    private static Set<String> names(JsonObject catalogue, String list, String member) {
        return catalogue.array(list)
                .orElseThrow()
                .values()
                .stream()
                .map(each -> ((JsonObject) each).text(member).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is missing below that folder, and what there should not be. */
    List<String> complaints(Path fixtures) throws IOException {
        var complaints = new ArrayList<String>();
        for (var side : List.of("valid", "invalid")) {
            var missing = new TreeSet<>(wanted);
            for (var fixture : Fixture.in(fixtures.resolve(side))) {
                if (!subjects.contains(fixture.subject())) {
                    complaints.add(side + ": " + fixture + " is about nothing that there is");
                } else if (!missing.remove(fixture.subject())) {
                    missing.remove(typeOf(fixture) + " of " + fixture.subject());
                }
            }
            missing.forEach(what -> complaints.add(side + ": no " + what));
        }
        return complaints;
    }

    private String typeOf(Fixture fixture) throws IOException {
        return wanted.contains(fixture.subject())
                ? ""
                : Descriptors.parse(fixture.text()).text("type").orElse("");
    }
}
