package io.autodiff.mutation;

import java.util.List;

/**
 * One instruction that can be broken.
 *
 * @param place what the instruction belongs to: a rule, a sweep, the replay
 * @param method its class and method
 * @param what the instruction and its number among those like it in the method
 * @param kinds the ways to break it
 */
record Site(String place, String method, String what, List<String> kinds) {}
