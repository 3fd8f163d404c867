#include "kiosk/scan/reader/serial_port.h"

#include <fcntl.h>
#include <libserialport.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace meetpoint::scan {
namespace {

namespace fs = std::filesystem;

constexpr const char* by_id_folder = "/dev/serial/by-id";

using PortHandle = std::unique_ptr<sp_port, decltype(&sp_free_port)>;

tl::unexpected<Error> trouble(ErrorCode code, const std::string& device, const std::string& what) {
  return fail(code, "The badge reader at " + device + " " + what + ".");
}

tl::unexpected<Error> failed(const std::string& device, int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO: return trouble(ErrorCode::not_found, device, "is not there; plug it in");
    case EACCES:
    case EPERM:
      return trouble(ErrorCode::io, device,
                     "may not be used; add this user to the group \"dialout\"");
    case EBUSY:
      return trouble(ErrorCode::io, device, "is in use by another program; close that one");
    case ENOTTY:
    case EINVAL:
      return trouble(ErrorCode::invalid_input, device,
                     "is no serial port with these settings; check the path and the settings");
    default:
      return trouble(ErrorCode::io, device,
                     std::string("can't be opened: ") + std::strerror(error));
  }
}

// What libserialport and a plain terminal have in common: bytes come in at a file descriptor, and
// its end says that the plug was pulled (which libserialport's own reading does not tell).
Result<std::size_t> read_from(int descriptor, const std::string& device,
                              std::span<std::uint8_t> into, Duration timeout) {
  pollfd waiting{descriptor, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(timeout.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::size_t{0};
  if (ready > 0 && (waiting.revents & POLLIN) != 0) {
    const ssize_t count = ::read(descriptor, into.data(), into.size());
    if (count > 0) return static_cast<std::size_t>(count);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::size_t{0};
  }
  return trouble(ErrorCode::io, device, "was unplugged; plug it in again");
}

class LibserialportPort final : public SerialPort {
 public:
  LibserialportPort(PortHandle port, std::string device)
      : port_(std::move(port)), device_(std::move(device)) {}
  ~LibserialportPort() override { sp_close(port_.get()); }

  Result<std::size_t> read(std::span<std::uint8_t> into, Duration timeout) override {
    int descriptor = -1;
    if (sp_get_port_handle(port_.get(), &descriptor) != SP_OK)
      return trouble(ErrorCode::io, device_, "was unplugged; plug it in again");
    return read_from(descriptor, device_, into, timeout);
  }

 private:
  PortHandle port_;
  std::string device_;
};

class TerminalPort final : public SerialPort {
 public:
  TerminalPort(int descriptor, std::string device)
      : descriptor_(descriptor), device_(std::move(device)) {}
  ~TerminalPort() override { ::close(descriptor_); }

  Result<std::size_t> read(std::span<std::uint8_t> into, Duration timeout) override {
    return read_from(descriptor_, device_, into, timeout);
  }

 private:
  int descriptor_;
  std::string device_;
};

sp_parity parity_of(char letter) {
  return letter == 'e' ? SP_PARITY_EVEN : letter == 'o' ? SP_PARITY_ODD : SP_PARITY_NONE;
}

Result<std::unique_ptr<SerialPort>> open_by_libserialport(PortHandle port,
                                                          const std::string& device,
                                                          const SerialSettings& settings) {
  sp_port* p = port.get();
  if (const sp_return opened = sp_open(p, SP_MODE_READ); opened != SP_OK)
    return failed(device, opened == SP_ERR_FAIL ? sp_last_error_code() : EINVAL);
  // Closes it from here on.
  auto made = std::make_unique<LibserialportPort>(std::move(port), device);
  const bool set = sp_set_baudrate(p, settings.baud) == SP_OK &&
                   sp_set_bits(p, settings.bits) == SP_OK &&
                   sp_set_parity(p, parity_of(settings.parity)) == SP_OK &&
                   sp_set_stopbits(p, settings.stop_bits) == SP_OK;
  if (!set) return failed(device, EINVAL);
  // Best effort: many USB readers know no such wires.
  sp_set_flowcontrol(p, SP_FLOWCONTROL_NONE);
  sp_set_dtr(p, SP_DTR_ON);
  sp_set_rts(p, SP_RTS_ON);
  sp_flush(p, SP_BUF_INPUT);  // codes of before this kiosk began
  return made;
}

// Terminals that libserialport does not know, since the kernel lists no device for them: a bridge
// to a reader on the network (socat), a virtual machine's. They have no speed.
Result<std::unique_ptr<SerialPort>> open_terminal(const std::string& path,
                                                  const std::string& device) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return failed(device, errno);
  auto made = std::make_unique<TerminalPort>(descriptor, device);
  termios settings{};
  if (::tcgetattr(descriptor, &settings) != 0) return failed(device, ENOTTY);
  ::cfmakeraw(&settings);
  if (::tcsetattr(descriptor, TCSANOW, &settings) != 0) return failed(device, errno);
  return made;
}

// The path of what a person calls the device; empty where there is none.
std::string path_of(const std::string& device) {
  if (!device.empty()) {
    const bool is_path = device.front() == '/';
    std::error_code error;
    const fs::path path = fs::canonical(is_path ? device : by_id_folder + ("/" + device), error);
    return error ? "" : path.string();
  }
  for (const SerialDevice& other : list_serial_ports()) {
    if (other.usb) return other.path;
  }
  return "";
}

}  // namespace

Result<std::unique_ptr<SerialPort>> open_serial_port(const SerialSettings& settings) {
  const std::string path = path_of(settings.device);
  if (path.empty() && settings.device.empty())
    return fail(ErrorCode::not_found, "There is no serial badge reader; plug one in.");
  const std::string& device = settings.device.empty() ? path : settings.device;
  if (path.empty()) return failed(device, ENOENT);
  sp_port* found = nullptr;
  if (sp_get_port_by_name(path.c_str(), &found) == SP_OK)
    return open_by_libserialport(PortHandle(found, &sp_free_port), device, settings);
  return open_terminal(path, device);
}

std::vector<SerialDevice> list_serial_ports() {
  std::vector<SerialDevice> devices;
  sp_port** ports = nullptr;
  if (sp_list_ports(&ports) != SP_OK) return devices;
  const auto text = [](const char* c) { return std::string(c == nullptr ? "" : c); };
  for (sp_port** port = ports; *port != nullptr; ++port) {
    SerialDevice device;
    device.path = text(sp_get_port_name(*port));
    device.name = device.path;
    device.description = text(sp_get_port_description(*port));
    device.usb = sp_get_port_transport(*port) == SP_TRANSPORT_USB;
    devices.push_back(std::move(device));
  }
  sp_free_port_list(ports);
  std::error_code error;
  for (fs::directory_iterator it(by_id_folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code broken;
    const fs::path target = fs::canonical(it->path(), broken);
    for (SerialDevice& device : devices) {
      if (!broken && device.path == target) device.name = it->path().filename().string();
    }
  }
  std::sort(devices.begin(), devices.end(), [](const SerialDevice& a, const SerialDevice& b) {
    return std::pair(!a.usb, a.path) < std::pair(!b.usb, b.path);
  });
  return devices;
}

}  // namespace meetpoint::scan
