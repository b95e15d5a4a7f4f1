"""A worker for remote members, with the standard library alone: python3 worker.py QUEUE [--once]

The host is DURABLETEAMS_URL (default http://127.0.0.1:7071), its key DURABLETEAMS_KEY.
"""
import email.utils, json, os, signal, socket, sys, threading, time, urllib.error, urllib.parse, urllib.request
from datetime import datetime, timezone

SERVER = os.environ.get("DURABLETEAMS_URL", "http://127.0.0.1:7071").rstrip("/") + "/api/"
stopping = threading.Event()


def do(work, report, lost):
    """Your work: returns the output, or raises. Look at lost.is_set() now and then, and return when it is."""
    began = datetime.now(timezone.utc).isoformat()
    answer = f"Python did: {work['task']}"
    report({"id": "answer", "type": "modelCall", "name": "no-model", "startedAt": began,
            "endedAt": datetime.now(timezone.utc).isoformat(), "usage": {"inputTokens": 3, "outputTokens": 4}})
    return answer


class Refused(Exception):
    """The host refuses, and would again."""


def call(path, body, give_up=lambda: False):
    """Calls the host until it answers: it may be away, restart or be busy. Repeating is safe."""
    pause = 0.1
    while True:
        request = urllib.request.Request(SERVER + path, json.dumps(body).encode(), {
            "Content-Type": "application/json", "x-functions-key": os.environ.get("DURABLETEAMS_KEY", "")})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
                return (json.loads(text) if text else None), answer.headers.get("Date")
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code < 500 and (error.code not in (408, 429) or "tooManyEvents" in text):
                raise Refused(f"{error.code} {text}") from None
        except OSError:
            pass
        if give_up():
            raise Refused("the host is away")
        time.sleep(pause)
        pause = min(5, pause * 2)


def seconds(deadline, date):
    """How long it is until the deadline, by the host's clock."""
    now = email.utils.parsedate_to_datetime(date) if date else datetime.now(timezone.utc)
    return (datetime.fromisoformat(deadline.replace("Z", "+00:00")) - now).total_seconds() if deadline else 60


def beat(work, length, lost, done):
    """Says at every third of the lease that the work goes on."""
    while not done.wait(max(0.1, length / 3)):
        try:
            answer, date = call(f"work/{work['workId']}/heartbeat", {"token": work["token"]}, done.is_set)
            length = seconds(answer.get("deadline"), date)
            if answer["cancelled"]:
                lost.set()
        except Refused:
            lost.set()
            return


def handle(work, date):
    lost, done, path = threading.Event(), threading.Event(), f"work/{work['workId']}/"
    threading.Thread(target=beat, args=(work, seconds(work["deadline"], date), lost, done), daemon=True).start()
    try:
        try:
            report = lambda *events: call(path + "events", {"token": work["token"], "events": events}, lost.is_set)
            end = {"output": do(work, report, lost)}
        except Exception as error:
            end = {"error": {"message": str(error) or type(error).__name__}}
        call(path + "complete", {"token": work["token"], **end}, lost.is_set)
    except Refused as why:
        print(f"{work['workId']}: {why}", file=sys.stderr)
    finally:
        done.set()


def main(queue, once):
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())  # what is being done is finished first
    while not stopping.is_set():
        wait = {"worker": f"{socket.gethostname()}-{os.getpid()}", "wait": 5}
        try:
            work, date = call(f"work/{urllib.parse.quote(queue)}/lease", wait, stopping.is_set)
        except Refused as why:
            sys.exit(0 if stopping.is_set() else f"worker.py: {why}")
        if work:
            handle(work, date)
            if once:
                return


if __name__ == "__main__":
    main(sys.argv[1], "--once" in sys.argv)
