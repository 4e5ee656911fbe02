# Everything is in ./dev, which works without make too.
.PHONY: run test check
run test check:
	@./dev $@
