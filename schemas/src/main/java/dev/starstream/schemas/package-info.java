/**
 * What all stages share: the topic catalogue, the serdes, the rules on a submission, the question
 * catalogue and the example answers. Depends on no other module.
 */
package dev.starstream.schemas;
