// A serial port that is read from: a badge reader at a USB or RS-232 plug, or over Bluetooth.
// One port belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sync/base/instant.h"
#include "sync/base/result.h"

namespace meetpoint::scan {

struct SerialSettings {
  std::string device;  // a path; a name in /dev/serial/by-id; or empty, for the first USB one
  int baud = 9600;
  int bits = 8;
  char parity = 'n';  // none, even, odd
  int stop_bits = 1;
};

class SerialPort {
 public:
  virtual ~SerialPort() = default;
  // Waits for bytes; 0 when none came in time. An error means that it is lost: open it again.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into, Duration timeout) = 0;
};

// Errors say what to do: not there, no permission, in use, settings that it does not have.
Result<std::unique_ptr<SerialPort>> open_serial_port(const SerialSettings& settings);

struct SerialDevice {
  std::string path;         // /dev/ttyACM0
  std::string name;         // in /dev/serial/by-id, which stays; else the path
  std::string description;  // as it calls itself
  bool usb = false;
};

// The ports of this machine, the USB ones first.
std::vector<SerialDevice> list_serial_ports();

}  // namespace meetpoint::scan
