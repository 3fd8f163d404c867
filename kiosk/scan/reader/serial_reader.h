// A serial badge reader at work: a thread that reads its codes, and opens it again when it was
// unplugged. All methods may be called from any thread.
//
// As a person writes it down, on the command line (several may be given):
//
//   none                              no serial reader
//   serial:                           the first USB serial port
//   serial:/dev/ttyACM0               this port (?baud=9600&bits=8&parity=n&stop=1)
//   serial:usb-Honeywell_3320g-if00   the port of this name in /dev/serial/by-id
//
// Readers that type need none of this.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "kiosk/scan/base/scan_event.h"
#include "kiosk/scan/reader/serial_lines.h"
#include "kiosk/scan/reader/serial_port.h"

namespace meetpoint::scan {

using SerialFactory = std::function<Result<std::unique_ptr<SerialPort>>()>;

struct ReaderSpec {
  std::string text;    // as it was given
  SerialFactory open;  // empty for `none`
};

// invalid_input names what is not understood.
Result<ReaderSpec> parse_reader(std::string_view text);

struct SerialReaderOptions {
  Duration first_retry{500};     // before opening a lost reader again; doubles …
  Duration longest_retry{5000};  // … up to this
  SerialLines::Options lines;
  std::size_t most_events = 64;  // beyond it the oldest that nobody took are dropped
};

class SerialReader {
 public:
  // `wake` (may be empty) is called on the reader's thread when something new was published.
  SerialReader(SerialFactory factory, SerialReaderOptions options, std::function<void()> wake = {});
  ~SerialReader();  // stops
  SerialReader(const SerialReader&) = delete;
  SerialReader& operator=(const SerialReader&) = delete;

  void start();  // once
  void stop();

  // One code each.
  std::vector<ScanEvent> take_events();
  // What is the matter and what to do; empty while it is open.
  std::string trouble() const;

 private:
  void run();
  void listen(SerialPort& port, std::string& trouble);
  void publish(std::vector<std::string> codes);
  void set_trouble(std::string trouble);
  bool sleep_until_stop(Duration at_most);  // true: stop

  const SerialFactory factory_;
  const SerialReaderOptions options_;
  const std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::string trouble_;
  std::deque<ScanEvent> events_;
  std::thread thread_;
};

}  // namespace meetpoint::scan
