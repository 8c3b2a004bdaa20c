/* replay VECTORS.json: replays golden vectors on the policy core that librah_policy.so holds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rah.h"

/* --- The JSON of the vectors: a cursor over text that ends in a zero byte. --------------------------------------- */

static void fail(const char *what) {
  fprintf(stderr, "the vectors: %s\n", what);
  exit(1);
}

static char *skip_space(char *at) { return at + strspn(at, " \t\r\n"); }

/* Steps over `sign` when it is next. */
static int take(char **at, char sign) {
  *at = skip_space(*at);
  if (**at != sign) return 0;
  ++*at;
  return 1;
}

static void expect(char **at, char sign) {
  char what[] = "not the JSON expected here: wanted '?'";
  if (take(at, sign)) return;
  *strchr(what, '?') = sign;
  fail(what);
}

/* The string at the cursor, ended in place; escapes stay as they are written (only names of sequences have any). */
static char *string(char **at) {
  expect(at, '"');
  char *start = *at;
  while (**at != '"') {
    if (**at == '\\' && (*at)[1]) ++*at;
    if (!*(*at)++) fail("a string that does not end");
  }
  *(*at)++ = 0;
  return start;
}

static int64_t number(char **at) {
  char *end;
  int64_t value = strtoll(skip_space(*at), &end, 10);
  if (end == *at) fail("not a number");
  *at = end;
  return value;
}

static void skip_value(char **at) {
  *at = skip_space(*at);
  if (**at == '"') {
    string(at);
  } else if (**at == '{' || **at == '[') {
    char end = *(*at)++ == '{' ? '}' : ']';
    while (!take(at, end)) {
      skip_value(at);
      if (!take(at, ',')) take(at, ':');
    }
  } else if (*at += strcspn(*at, ",]}"), !**at) {
    fail("it ends too soon");
  }
}

/* --- Steps ------------------------------------------------------------------------------------------------------ */

typedef struct {
  char *call, *input, *status, *output, *hash;
  int64_t args[8];
  int32_t arg_count;
  int32_t detail;
} step;

static void read_step(char **at, step *to) {
  memset(to, 0, sizeof *to);
  expect(at, '{');
  do {
    char *key = string(at);
    expect(at, ':');
    if (strcmp(key, "call") == 0) to->call = string(at);
    else if (strcmp(key, "input") == 0) to->input = string(at);
    else if (strcmp(key, "status") == 0) to->status = string(at);
    else if (strcmp(key, "output") == 0) to->output = string(at);
    else if (strcmp(key, "hash") == 0) to->hash = string(at);
    else if (strcmp(key, "detail") == 0) to->detail = (int32_t)number(at);
    else if (strcmp(key, "args") == 0) {
      expect(at, '[');
      while (!take(at, ']')) {
        if (to->arg_count == 8) fail("a call with more than 8 arguments");
        to->args[to->arg_count++] = strtoll(string(at), NULL, 10);
        take(at, ',');
      }
    } else skip_value(at);
  } while (take(at, ','));
  expect(at, '}');
  if (!to->call || !to->input || !to->status || !to->output || !to->hash) fail("a step without one of its fields");
}

/* Hexadecimal text to bytes, in place: the text is twice as long. */
static uint32_t unhex(char *text) {
  size_t bytes = strlen(text) / 2;
  for (size_t i = 0; i < bytes; i++) {
    char pair[3] = {text[2 * i], text[2 * i + 1], 0};
    text[i] = (char)strtoul(pair, NULL, 16);
  }
  return (uint32_t)bytes;
}

static char *hex(const uint8_t *bytes, uint32_t count) {
  char *text = malloc(2 * (size_t)count + 1);
  if (!text) fail("no memory left");
  text[0] = 0;
  for (uint32_t i = 0; i < count; i++) sprintf(text + 2 * (size_t)i, "%02x", bytes[i]);
  return text;
}

/* Long outputs would drown what matters: only from the byte on where the two part. */
static int difference(const char *field, const char *expected, const char *got, int say, const char *sequence, int index,
                      const char *call) {
  size_t at = 0;
  if (strcmp(expected, got) == 0) return 0;
  if (!say) return 1;
  fprintf(stderr, "first difference: %s, step %d, %s: %s", sequence, index, call, field);
  if (strcmp(field, "output") == 0) {
    while (expected[at] && expected[at] == got[at]) at++;
    at -= at % 2;
    fprintf(stderr, " from byte %zu", at / 2);
  }
  fprintf(stderr, ": expected %.32s, got %.32s\n", expected[at] ? expected + at : "its end", got[at] ? got + at : "its end");
  return 1;
}

/* True when the step answers otherwise; `say`: tell how. */
static int differs(rah_policy *policy, step *step, int say, const char *sequence, int index) {
  rah_answer answer;
  uint32_t bytes = unhex(step->input);
  const char *error = rah_call(policy, step->call, step->args, step->arg_count, (uint8_t *)step->input, bytes, &answer);
  char got[24], wanted[24];
  if (error) return difference("call", "an answer", error, say, sequence, index, step->call);
  /* strtoull takes signed and unsigned decimals alike: both sides modulo 2^64. */
  snprintf(wanted, sizeof wanted, "%" PRId64, (int64_t)strtoull(step->status, NULL, 10));
  snprintf(got, sizeof got, "%" PRId64, answer.status);
  if (difference("status", wanted, got, say, sequence, index, step->call)) return 1;
  snprintf(wanted, sizeof wanted, "%d", step->detail);
  snprintf(got, sizeof got, "%d", answer.detail);
  if (difference("detail", wanted, got, say, sequence, index, step->call)) return 1;
  char *output = hex(answer.output, answer.output_bytes);
  int other = difference("output", step->output, output, say, sequence, index, step->call);
  free(output);
  if (other) return 1;
  snprintf(got, sizeof got, "%" PRIu64, rah_hash(policy));
  return difference("hash", step->hash, got, say, sequence, index, step->call);
}

static int steps, differences;

static void replay_sequence(char **at) {
  char error[256], *name = "";
  rah_policy *policy = rah_open(error, sizeof error);
  if (!policy) {
    fprintf(stderr, "%s\n", error);
    exit(1);
  }
  expect(at, '{');
  do {
    char *key = string(at);
    expect(at, ':');
    if (strcmp(key, "name") == 0) name = string(at);
    else if (strcmp(key, "steps") == 0) {
      expect(at, '[');
      for (int index = 0; !take(at, ']'); index++) {
        step step;
        read_step(at, &step);
        take(at, ',');
        steps++;
        differences += differs(policy, &step, differences == 0, name, index);
      }
    } else skip_value(at);
  } while (take(at, ','));
  expect(at, '}');
  rah_close(policy);
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  long bytes = ftell(file);
  rewind(file);
  char *text = malloc((size_t)bytes + 1);
  if (!text || fread(text, 1, (size_t)bytes, file) != (size_t)bytes) fail("cannot be read");
  text[bytes] = 0;
  fclose(file);
  return text;
}

int main(int count, char **args) {
  if (count != 2) return fprintf(stderr, "usage: replay VECTORS.json\n"), 2;
  char *text = read_file(args[1]), *at = text;
  int64_t version = -1;
  expect(&at, '{');
  do {
    char *key = string(&at);
    expect(&at, ':');
    if (strcmp(key, "abi_version") == 0) version = number(&at);
    else if (strcmp(key, "sequences") == 0) {
      expect(&at, '[');
      while (!take(&at, ']')) {
        replay_sequence(&at);
        take(&at, ',');
      }
    } else skip_value(&at);
  } while (take(&at, ','));
  free(text);
  if (version != RAH_ABI_VERSION) {
    fprintf(stderr, "vectors of another version: found ABI version %" PRId64 ", wanted %d\n", version, RAH_ABI_VERSION);
    return 1;
  }
  if (steps == 0) fail("they hold no steps");
  printf("%d steps, %d differences\n", steps, differences);
  return differences > 0;
}
