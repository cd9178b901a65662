"""Users that the tests of users create."""

USERS = "/api/v1/users"
PROFILE = {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@a.example"}


def body_of(login="ada@a.example", **members):
    return {"profile": PROFILE | {"login": login}, **members}


def create(okta, login="ada@a.example", query="", **members):
    return okta.post(USERS + query, json=body_of(login, **members))


def path_of(answer):
    return f"{USERS}/{answer.json()['id']}"
