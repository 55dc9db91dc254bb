#!/bin/sh
echo 'This is a stub action. Replace it with custom logic.'
echo '{"error": "This is a stub action. Replace it with custom logic."}'
