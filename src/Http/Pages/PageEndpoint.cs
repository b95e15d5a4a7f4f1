namespace DurableTeams.Http.Pages;

/// <summary>
/// Metadata of an endpoint that is a page: it is not refused without a key, and its failures are not made problem details. The
/// page asks <see cref="PageCallers"/> who calls, and shows its own refusals.
/// </summary>
public sealed class PageEndpoint;
