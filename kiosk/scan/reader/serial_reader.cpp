#include "kiosk/scan/reader/serial_reader.h"

#include <array>

#include "kiosk/scan/base/film_pace.h"
#include "kiosk/scan/base/spec_options.h"

namespace meetpoint::scan {
namespace {

// Short, so that stop() need not wait, and so that silence is noticed.
constexpr Duration read_timeout{50};

}  // namespace

Result<ReaderSpec> parse_reader(std::string_view text) {
  if (text == "none") return ReaderSpec{"none", {}};
  constexpr std::string_view kind = "serial:";
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::invalid_input, "The reader \"" + std::string(text) + "\" " + why);
  };
  if (!text.starts_with(kind))
    return refuse("is not understood; choose serial:/dev/ttyACM0, serial: or none.");
  const std::string_view rest = text.substr(kind.size());
  const auto question = rest.find('?');
  SpecOptions options(question == std::string_view::npos ? "" : rest.substr(question + 1));
  const auto device = unescape_spec(rest.substr(0, question));
  if (!device) return refuse("has a % in its path that is no escape; write %25.");
  SerialSettings settings;
  settings.device = *device;
  settings.baud = static_cast<int>(options.number("baud", settings.baud, 300, 4e6));
  settings.bits = static_cast<int>(options.number("bits", settings.bits, 7, 8));
  settings.parity = options.letter("parity", settings.parity, "neo");
  settings.stop_bits = static_cast<int>(options.number("stop", settings.stop_bits, 1, 2));
  if (const std::string problem = options.problem(); !problem.empty())
    return refuse("has an option that is wrong here: " + problem + ".");
  return ReaderSpec{std::string(text), [settings] { return open_serial_port(settings); }};
}

SerialReader::SerialReader(SerialFactory factory, SerialReaderOptions options,
                           std::function<void()> wake)
    : factory_(std::move(factory)), options_(options), wake_(std::move(wake)) {}

SerialReader::~SerialReader() { stop(); }

void SerialReader::start() {
  if (factory_ && !thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void SerialReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<ScanEvent> SerialReader::take_events() {
  const std::lock_guard lock(mutex_);
  std::vector<ScanEvent> taken(std::make_move_iterator(events_.begin()),
                               std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

std::string SerialReader::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void SerialReader::run() {
  Duration wait = options_.first_retry;
  while (true) {
    std::string trouble;
    auto port = factory_();
    if (port) {
      set_trouble({});
      wait = options_.first_retry;
      listen(**port, trouble);
      port = nullptr;  // closed before the wait, so that it gets its old name when it comes back
    } else {
      trouble = port.error().message;
    }
    if (trouble.empty()) return;  // stopped
    set_trouble(std::move(trouble));
    if (sleep_until_stop(wait)) return;
    wait = std::min(wait * 2, options_.longest_retry);
  }
}

void SerialReader::listen(SerialPort& port, std::string& trouble) {
  SerialLines lines(options_.lines);
  std::array<std::uint8_t, 512> bytes{};
  while (!sleep_until_stop(Duration{0})) {
    const auto count = port.read(bytes, read_timeout);
    if (!count) {
      trouble = count.error().message;
      return;
    }
    if (*count > 0) {
      publish(lines.feed({bytes.data(), *count}, monotonic_now()));
    } else if (auto code = lines.flush(monotonic_now())) {
      publish({std::move(*code)});
    }
  }
}

void SerialReader::publish(std::vector<std::string> codes) {
  if (codes.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    for (std::string& code : codes) {
      if (events_.size() >= options_.most_events) events_.pop_front();
      events_.push_back({{std::move(code)}, monotonic_now()});
    }
  }
  if (wake_) wake_();
}

void SerialReader::set_trouble(std::string trouble) {
  {
    const std::lock_guard lock(mutex_);
    if (trouble_ == trouble) return;
    trouble_ = std::move(trouble);
  }
  if (wake_) wake_();
}

bool SerialReader::sleep_until_stop(Duration at_most) {
  std::unique_lock lock(mutex_);
  if (at_most.count() == 0) return stop_;
  return stopping_.wait_for(lock, at_most, [this] { return stop_; });
}

}  // namespace meetpoint::scan
