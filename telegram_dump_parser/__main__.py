"""`python -m telegram_dump_parser`, and the console script."""


def run() -> None:
    """Run the command line. It takes its time to load; interrupted meanwhile, it ends at once, and says nothing."""
    try:
        import signal  # which itself loads others

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # there is nothing to clean up; `main` has handlers of its own
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    import atexit
    import gc

    gc.disable()  # loading modules makes no garbage
    # At its end Python would look for cycles three times, in all that was loaded: a tenth of a short run.
    atexit.register(gc.freeze)
    from .cli import main

    gc.enable()
    main()


if __name__ == "__main__":  # not in the processes of --jobs, which import this module, too
    run()
