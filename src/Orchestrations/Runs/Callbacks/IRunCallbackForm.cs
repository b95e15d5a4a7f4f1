using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Callbacks;

/// <summary>A form of what callbacks are told, such as that of a protocol.</summary>
public interface IRunCallbackForm
{
    /// <summary>Its name; stored with each callback.</summary>
    string Name { get; }

    /// <summary>The media type of the body.</summary>
    string MediaType { get; }

    /// <summary>The body: how a run stands now.</summary>
    Task<byte[]> WriteAsync(RunRecord run, CancellationToken cancellationToken = default);
}
