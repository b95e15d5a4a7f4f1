using DurableTask.Core;
using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Workers;
using Google.Protobuf;
using P = Microsoft.DurableTask.Protobuf;

namespace DurableTeams.FunctionsHost.Durable;

/// <summary>How the failure of an activity looks to the orchestration that called it.</summary>
internal static class WorkerFailure
{
    /// <summary>The worker ended in the middle: the extension takes that for the activity's own failure.</summary>
    public static FailureDetails Of(WorkerGoneException gone, string function) => new(
        "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
        $"Exception while executing function: Functions.{function}",
        null,
        new FailureDetails(
            "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException", gone.Message, null, null, isNonRetriable: false),
        isNonRetriable: false);

    /// <summary>The function threw. The worker's extension writes what it threw as JSON into the message.</summary>
    public static FailureDetails Of(RpcException? exception)
    {
        var message = exception?.Message ?? "";
        if (Details(message) is { } details) return Of(details);
        var line = message.Split('\n')[0].TrimEnd();
        return line.Split(": ", 2) is [var type, var text]
            ? new(type.TrimEnd(), text, exception?.StackTrace, null, isNonRetriable: false)
            : new("(unknown)", line, exception?.StackTrace, null, isNonRetriable: false);
    }

    private static FailureDetails Of(P.TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is { } inner ? Of(inner) : null,
        details.IsNonRetriable);

    private static P.TaskFailureDetails? Details(string message)
    {
        if (!message.StartsWith('{')) return null;
        try
        {
            return JsonParser.Default.Parse<P.TaskFailureDetails>(message.Split('\n')[0].Trim());
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
