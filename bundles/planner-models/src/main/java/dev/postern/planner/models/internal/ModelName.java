// SPDX-License-Identifier: Apache-2.0
package dev.postern.planner.models.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model, as people name it: {@code endpoint/model}.
 *
 * @param endpoint the endpoint's name
 * @param model the model's name there, which may hold slashes itself
 */
record ModelName(String endpoint, String model) {
    private static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9-]{0,63})/([A-Za-z0-9][A-Za-z0-9._:/@+-]*)");

    static Optional<ModelName> of(String text) {
        var form = FORM.matcher(text);
        return form.matches() ? Optional.of(new ModelName(form.group(1), form.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return endpoint + "/" + model;
    }
}
