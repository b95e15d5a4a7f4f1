using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>A snapshot of an orchestration; it has a converter only if it was fetched with its inputs and outputs.</summary>
public sealed class OrchestrationMetadata
{
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    public string Name { get; }

    public string InstanceId { get; }

    public DataConverter? DataConverter { get; init; }

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    public string? SerializedInput { get; init; }

    public string? SerializedOutput { get; init; }

    public string? SerializedCustomStatus { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    public TaskFailureDetails? FailureDetails { get; init; }

    public bool IsRunning => RuntimeStatus is OrchestrationRuntimeStatus.Running;

    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;

    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    public override string ToString()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}")
            .Append(CultureInfo.InvariantCulture, $", CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        if (SerializedInput is not null) text.Append(", Input: '").Append(Shorten(SerializedInput)).Append('\'');
        if (SerializedOutput is not null) text.Append(", Output: '").Append(Shorten(SerializedOutput)).Append('\'');
        if (FailureDetails is not null)
            text.Append(", FailureDetails: '").Append(FailureDetails.ErrorType).Append(" - ")
                .Append(Shorten(FailureDetails.ErrorMessage)).Append('\'');
        return text.Append(']').ToString();
    }

    private static string Shorten(string payload) => payload.Length > 50 ? payload[..50] + "..." : payload;

    private T? Read<T>(string? payload, [CallerMemberName] string caller = "") => DataConverter is null
        ? throw new InvalidOperationException($"{caller} needs an orchestration that was fetched with inputs and outputs.")
        : DataConverter.Deserialize<T>(payload);
}
