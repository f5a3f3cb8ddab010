"""Identity: who there is, where they belong, what they may be, and who is signed in.

Owns the organisation tree, accounts with their posts and credentials, and sessions. Publishes `identity.organisation.*`
and `identity.account.*`; consumes nothing.
"""
