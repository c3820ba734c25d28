"""OpenID Connect with the checks that the library leaves out: signature, nonce, and one person in both answers."""
