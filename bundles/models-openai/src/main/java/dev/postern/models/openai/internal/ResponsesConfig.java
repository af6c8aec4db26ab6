// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of an endpoint that speaks Responses. */
@ObjectClassDefinition(name = "Postern model endpoint, Responses",
        description = "An endpoint with models that speaks Responses: OpenAI and such as do the same. It is asked to store"
                + " nothing. Its host must be named under hosts of dev.postern.access, as models-openai=api.openai.com.")
public @interface ResponsesConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.models.openai.responses";

    @AttributeDefinition(
            description = "The endpoint's name, a-z, 0-9 and -; a model of it is called name/model.")
    String postern_model_provider_name();

    @AttributeDefinition(description = "Its address up to /responses.")
    String url() default "https://api.openai.com/v1";

    @AttributeDefinition(description = "The name of the secret with its key, a file under secrets/; empty for none.")
    String key() default "";

    @AttributeDefinition(
            description = "The endpoint's models that take images; * stands for any characters. Others are told that there is"
                    + " one, and not shown it.")
    String[] postern_model_provider_images() default "*";

    @AttributeDefinition(description = "How often a request is tried that nothing came of, 1 to 10.", min = "1",
            max = "10")
    int attempts() default 4;

    @AttributeDefinition(
            description = "Whether the endpoint is asked for a model's reasoning, encrypted, which it gets back after each"
                    + " call of a turn; for models that reason, others refuse to be asked.")
    boolean reasoning() default false;

    @AttributeDefinition(
            description = "Whether requests carry a key by which the endpoint finds what it has cached of their beginning.")
    boolean cache() default true;
}
