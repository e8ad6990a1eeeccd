// The peer of P2: simdjson's on-demand parser, line by line in place, the same twelve paths, the same sums. Compiled by
// run-bench.ts against Debian's libsimdjson-dev with -O3 -march=native. It does not validate what it skips.
#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

using namespace simdjson;

struct Sums {
  uint64_t lines = 0, texts = 0, length = 0;
  double sum = 0;
};

template <typename Field>
static void number(Field& field, Sums& sums) {
  uint64_t value;
  if (!field.value().get_uint64().get(value)) sums.sum += double(value);
}

template <typename Field>
static void text(Field& field, Sums& sums) {
  std::string_view value;
  if (field.value().get_string().get(value)) return;
  sums.texts += 1;
  sums.length += value.size();
}

template <typename Field>
static void alert(Field& field, Sums& sums) {
  ondemand::object members;
  if (field.value().get_object().get(members)) return;
  for (auto member : members) {
    std::string_view key = member.unescaped_key();
    if (key == "signature_id" || key == "severity") number(member, sums);
    else if (key == "signature") text(member, sums);
  }
}

static void read_line(ondemand::parser& parser, char* at, size_t length, size_t capacity, Sums& sums) {
  auto document = parser.iterate(padded_string_view(at, length, capacity));
  sums.lines += 1;
  for (auto field : document.get_object()) {
    std::string_view key = field.unescaped_key();
    switch (key.size()) {
      case 5: if (key == "proto") text(field, sums); else if (key == "alert") alert(field, sums); break;
      case 6: if (key == "src_ip") text(field, sums); break;
      case 7: if (key == "dest_ip") text(field, sums); else if (key == "flow_id") number(field, sums); break;
      case 8: if (key == "src_port") number(field, sums); break;
      case 9:
        if (key == "timestamp" || key == "app_proto") text(field, sums);
        else if (key == "dest_port") number(field, sums);
        break;
      case 10: if (key == "event_type") text(field, sums); break;
    }
  }
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto begin = std::chrono::steady_clock::now();
  const size_t read_bytes = 65536, longest_line = 2 * 1024 * 1024;
  ondemand::parser parser;
  Sums sums;
  std::string buffer(read_bytes + longest_line + SIMDJSON_PADDING, '\0');
  size_t fill = 0;
  int file = open(argv[1], O_RDONLY);
  for (ssize_t count; (count = read(file, &buffer[fill], read_bytes)) > 0;) {
    fill += size_t(count);
    char *at = &buffer[0], *end = at + fill;
    while (char* newline = static_cast<char*>(memchr(at, '\n', size_t(end - at)))) {
      size_t room = size_t(&buffer[0] + buffer.size() - at);
      if (newline > at) read_line(parser, at, size_t(newline - at), room, sums);
      at = newline + 1;
    }
    fill = size_t(end - at);
    memmove(&buffer[0], at, fill);
  }
  double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  double cpu_ms = 1000.0 * double(std::clock()) / CLOCKS_PER_SEC;
  printf("{\"ms\":%.2f,\"cpuMs\":%.2f,\"lines\":%lu,\"sum\":%.0f,\"texts\":%lu,\"length\":%lu}\n", ms, cpu_ms, (unsigned long)sums.lines, sums.sum,
         (unsigned long)sums.texts, (unsigned long)sums.length);
}
