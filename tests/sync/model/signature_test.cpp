#include "sync/model/signature.h"

#include <gtest/gtest.h>

namespace meetpoint {
namespace {

// RFC 8032, 7.1, the first two tests: so that another program's signatures are ours.
TEST(Signature, IsEd25519) {
  const std::string seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const std::string open = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  const std::string signature =
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b46bd25bf5f0595bbe24655141438e7a100b";
  EXPECT_EQ(sign("", seed), signature);
  EXPECT_TRUE(verify("", signature, open));
  EXPECT_FALSE(verify("x", signature, open));
}

TEST(Signature, IsOfOneKeyAndOneMessage) {
  const KeyPair key = make_key_pair();
  const KeyPair other = make_key_pair();
  EXPECT_NE(key.secret_key, other.secret_key);
  const std::string signature = sign("facts", key.secret_key);
  EXPECT_TRUE(verify("facts", signature, key.public_key));
  EXPECT_FALSE(verify("facts", signature, other.public_key));
  EXPECT_FALSE(verify("fact", signature, key.public_key));
}

TEST(Signature, NothingElseIsOne) {
  const KeyPair key = make_key_pair();
  const std::string signature = sign("facts", key.secret_key);
  EXPECT_FALSE(verify("facts", "", key.public_key));
  EXPECT_FALSE(verify("facts", signature.substr(2), key.public_key));
  EXPECT_FALSE(verify("facts", std::string(128, 'z'), key.public_key));
  EXPECT_FALSE(verify("facts", signature, ""));
  EXPECT_EQ(sign("facts", ""), "");
  EXPECT_EQ(sign("facts", std::string(64, 'g')), "");
  EXPECT_TRUE(is_public_key(key.public_key));
  EXPECT_FALSE(is_public_key(key.public_key + "00"));
  EXPECT_FALSE(is_public_key("x" + key.public_key.substr(1)));
}

}  // namespace
}  // namespace meetpoint
