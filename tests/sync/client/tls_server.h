// A TLS server on loopback with a certificate that it has just made for 127.0.0.1 itself.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace meetpoint::client::testing {

class TlsServer {
 public:
  // Answers every connection with `bytes`, once it has read something.
  explicit TlsServer(std::string bytes) : bytes_(std::move(bytes)) {
    make_certificate();
    context_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, raw, size) != 0 || listen(listener_, 4) != 0) {
      throw std::runtime_error("no port to listen on");
    }
    getsockname(listener_, raw, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    ending_ = true;
    thread_.join();
    close(listener_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }

  void save_certificate(const std::filesystem::path& path) const {
    FILE* file = fopen(path.c_str(), "w");
    if (file == nullptr) throw std::runtime_error("the certificate can't be written");
    PEM_write_X509(file, certificate_.get());
    fclose(file);
  }

 private:
  template <auto Function>
  struct Free {
    template <class T>
    void operator()(T* value) const {
      Function(value);
    }
  };

  void make_certificate() {
    // What EVP_EC_gen stands for, without its cast that takes a const away.
    key_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    certificate_.reset(X509_new());
    X509* x = certificate_.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key_.get());
    X509_NAME* name = X509_get_subject_name(x);
    const std::string text = "Meetpoint test hub";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text.data()),
                               static_cast<int>(text.size()), -1, 0);
    X509_set_issuer_name(x, name);
    const std::unique_ptr<X509_EXTENSION, Free<&X509_EXTENSION_free>> host(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
    X509_add_ext(x, host.get(), -1);
    X509_sign(x, key_.get(), EVP_sha256());
  }

  void serve() {
    while (!ending_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (poll(&waiting, 1, 20) <= 0) continue;
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      const timeval patience{5, 0};
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      const std::unique_ptr<SSL, Free<&SSL_free>> ssl(SSL_new(context_.get()));
      SSL_set_fd(ssl.get(), fd);
      if (SSL_accept(ssl.get()) == 1) {
        char request[4096];
        if (SSL_read(ssl.get(), request, sizeof request) > 0) {
          SSL_write(ssl.get(), bytes_.data(), static_cast<int>(bytes_.size()));
          SSL_shutdown(ssl.get());
        }
      }
      close(fd);
    }
  }

  std::string bytes_;
  std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>> key_;
  std::unique_ptr<X509, Free<&X509_free>> certificate_;
  std::unique_ptr<SSL_CTX, Free<&SSL_CTX_free>> context_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace meetpoint::client::testing
