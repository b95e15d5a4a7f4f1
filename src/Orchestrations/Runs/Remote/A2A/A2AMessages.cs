using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// The objects of A2A 1.0, as far as a client needs them; what it does not know it leaves alone.
/// </summary>
/// <remarks>https://a2a-protocol.org/v1.0.0/specification, section 4, and its a2a.proto in the JSON form of ProtoJSON.</remarks>
internal static class A2AJson
{
    public const int MaxDepth = 64;

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = MaxDepth,
    };
}

/// <summary>A message.</summary>
internal sealed record A2AMessage(
    string? MessageId, string? Role, IReadOnlyList<A2APart>? Parts, string? TaskId = null, string? ContextId = null);

/// <summary>A part of a message or an artifact: text, data, the address of a file, or its bytes.</summary>
internal sealed record A2APart(
    string? Text = null, JsonElement? Data = null, string? Url = null, string? Raw = null, string? Filename = null,
    string? MediaType = null);

/// <summary>A task.</summary>
internal sealed record A2ATask(
    string? Id, string? ContextId, A2AStatus? Status, IReadOnlyList<A2AArtifact>? Artifacts = null,
    IReadOnlyList<A2AMessage>? History = null);

/// <summary>The status of a task.</summary>
internal sealed record A2AStatus(string? State, A2AMessage? Message = null, string? Timestamp = null)
{
    public const string Completed = "TASK_STATE_COMPLETED";
    public const string Failed = "TASK_STATE_FAILED";
    public const string Canceled = "TASK_STATE_CANCELED";
    public const string Rejected = "TASK_STATE_REJECTED";
    public const string InputRequired = "TASK_STATE_INPUT_REQUIRED";
    public const string AuthRequired = "TASK_STATE_AUTH_REQUIRED";

    /// <summary>Whether the task has ended, or waits for its client.</summary>
    public static bool IsRest(string? state) =>
        state is Completed or Failed or Canceled or Rejected or InputRequired or AuthRequired;
}

/// <summary>Something that the agent made.</summary>
internal sealed record A2AArtifact(string? ArtifactId, string? Name, IReadOnlyList<A2APart>? Parts);

/// <summary>What an agent answers to a message: a task, or a message that is the whole answer.</summary>
internal sealed record A2AReply(A2ATask? Task, A2AMessage? Message);

/// <summary>Tasks of the agent.</summary>
internal sealed record A2ATasks(IReadOnlyList<A2ATask>? Tasks, string? NextPageToken);

/// <summary>One event of a stream.</summary>
internal sealed record A2AEvent(
    A2ATask? Task, A2AMessage? Message, A2AStatusUpdate? StatusUpdate, A2AArtifactUpdate? ArtifactUpdate);

/// <summary>The status has changed.</summary>
internal sealed record A2AStatusUpdate(A2AStatus? Status);

/// <summary>An artifact has grown, or is new.</summary>
internal sealed record A2AArtifactUpdate(A2AArtifact? Artifact, bool Append = false);

/// <summary>What an agent says of itself.</summary>
internal sealed record A2ACard(IReadOnlyList<A2AInterface>? SupportedInterfaces, A2ACapabilities? Capabilities);

/// <summary>An address of an agent.</summary>
internal sealed record A2AInterface(string? Url, string? ProtocolBinding, string? ProtocolVersion, string? Tenant);

/// <summary>What an agent can do.</summary>
internal sealed record A2ACapabilities(bool Streaming = false);
