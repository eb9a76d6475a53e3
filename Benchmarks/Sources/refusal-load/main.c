// Measures how many calls a second a server refuses. The campaign must be sold out; each call has a user of its own, and
// each answer is checked.
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "load_client.h"

static const char usage[] =
    "usage: refusal-load --address HOST:PORT --campaign ID [--connections 8] [--in-flight-per-connection 8]\n"
    "         [--seconds 3] [--server-process PID] [--save-answer FILE] [--json]\n"
    "Keeps calls of IssueCoupon of a sold-out campaign in flight and prints how many a second were refused.\n"
    "HOST is an IPv4 address.\n";

static void save(const char *path, const struct load_result *result) {
  FILE *file = fopen(path, "wbe");
  if (file == NULL || fwrite(result->answer, 1, result->answer_bytes, file) != result->answer_bytes ||
      fclose(file) != 0)
    fail(1, "can't write %s: %s", path, strerror(errno));
}

static void print_json(const struct load_options *options, const struct load_result *result) {
  printf(
      "{\"connections\": %zu, \"in_flight_per_connection\": %zu, \"seconds\": %.3f, \"calls\": %llu, "
      "\"calls_per_second\": %.0f, \"answer_bytes\": %zu, \"server_cpu_microseconds_per_call\": %.3f, "
      "\"client_cpu_microseconds_per_call\": %.3f}\n",
      options->connections, options->in_flight_per_connection, result->seconds, (unsigned long long)result->calls,
      (double)result->calls / result->seconds, result->answer_bytes,
      result->server_cpu_seconds * 1e6 / (double)result->calls,
      result->client_cpu_seconds * 1e6 / (double)result->calls);
}

int main(int count, char **arguments) {
  struct load_options options = {
      .connections = 8, .in_flight_per_connection = 8, .seconds = 3, .warm_up_seconds = 0.5};
  const char *answer_file = NULL;
  bool json = false;
  static const struct option names[] = {
      {"address", required_argument, NULL, 'a'},     {"campaign", required_argument, NULL, 'c'},
      {"connections", required_argument, NULL, 'n'}, {"in-flight-per-connection", required_argument, NULL, 'w'},
      {"seconds", required_argument, NULL, 's'},     {"server-process", required_argument, NULL, 'p'},
      {"save-answer", required_argument, NULL, 'f'}, {"json", no_argument, NULL, 'j'},
      {"help", no_argument, NULL, 'h'},              {0},
  };
  for (int option; (option = getopt_long(count, arguments, "", names, NULL)) != -1;) {
    switch (option) {
    case 'a': options.address = optarg; break;
    case 'c': options.campaign_id = argument_number("campaign", optarg, 1, INT64_MAX); break;
    case 'n': options.connections = (size_t)argument_number("connections", optarg, 1, 20000); break;
    case 'w':
      options.in_flight_per_connection = (size_t)argument_number("in-flight-per-connection", optarg, 1, 4096);
      break;
    case 's': options.seconds = (double)argument_number("seconds", optarg, 1, 3600); break;
    case 'p': options.server_process = (pid_t)argument_number("server-process", optarg, 1, INT32_MAX); break;
    case 'f': answer_file = optarg; break;
    case 'j': json = true; break;
    case 'h': return fputs(usage, stdout), 0;
    default: return fputs(usage, stderr), 2;
    }
  }
  if (options.address == NULL || options.campaign_id == 0 || optind < count) return fputs(usage, stderr), 2;
  if (!raise_descriptor_limit(options.connections + 32))
    fail(2, "%zu connections need more open files than this process may have: raise ulimit -Hn", options.connections);

  struct load_result result = load_run(&options);
  if (answer_file != NULL) save(answer_file, &result);
  if (json) {
    print_json(&options, &result);
  } else {
    printf("%.0f calls/s refused\n", (double)result.calls / result.seconds);
  }
  free(result.answer);
  return 0;
}
