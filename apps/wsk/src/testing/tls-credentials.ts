/**
 * A key and a certificate for 127.0.0.1, signed with that key, for both ends of a connection in tests.
 * They protect nothing; the certificate is valid for a hundred years.
 */
export const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEWn+W+3L6etKHI3G
8/9yAeK9SPDX4igluFqC0vZ317yhRANCAAQUnOnOX79PpsHvb4oXGAru0K9ps1Pq
OeDvUfFrwigCv8t/68+Yz3yMfL3qbgQqsCfx6Hh/m7/38h2optMqXrci
-----END PRIVATE KEY-----
`;

export const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBlTCCATygAwIBAgIUE/cVCO/w4SMsFnclcQJs9HbLcGAwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMd2hpc2tlci10ZXN0MCAXDTI2MTEyMzE5MTkzOFoYDzIxMjYx
MDMwMTkxOTM4WjAXMRUwEwYDVQQDDAx3aGlza2VyLXRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQUnOnOX79PpsHvb4oXGAru0K9ps1PqOeDvUfFrwigCv8t/
68+Yz3yMfL3qbgQqsCfx6Hh/m7/38h2optMqXrcio2QwYjAdBgNVHQ4EFgQUnEwL
WmhYuRH3iD7zFG7twiKmFDQwHwYDVR0jBBgwFoAUnEwLWmhYuRH3iD7zFG7twiKm
FDQwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMC
A0cAMEQCIGuUduXpNDm6pm6g4abxWeafXRzzf2OXAsJhp/TkKG4hAiAegXjzRTCP
6ThSGIOwoSVPWIH8/ud6bviQmiglFssacA==
-----END CERTIFICATE-----
`;
