"""Apps that come with Consort; they use `consort.App` as anybody's would."""
