using DurableTeams.Dashboard.Components;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>The pages of what could not be done.</summary>
internal static class ErrorPages
{
    public static IResult Of(ApiException exception) => Make(
        exception.Status,
        exception.Status switch { 404 => Texts.ErrorNotFound, 409 => Texts.ErrorConflict, _ => Texts.ErrorRefused },
        exception.Message, exception.Code);

    public static IResult BadRequest(string why, int status = 400) => Make(status, Texts.ErrorRefused, why);

    public static IResult SignedOut() => Make(401, Texts.ErrorSignedOut, Texts.ErrorSignedOutWhy);

    public static IResult FormIsOld() => Make(403, Texts.ErrorFormIsOld, Texts.ErrorFormIsOldWhy);

    public static IResult NotThisMachine() => Make(403, Texts.ErrorNotThisMachine, Texts.ErrorNotThisMachineWhy, "foreignOrigin");

    public static IResult StorageIsAway() => Make(503, Texts.ErrorStorage, Texts.ErrorStorageWhy, "storageUnavailable");

    public static IResult Failed() => Make(500, Texts.ErrorFailed, Texts.ErrorFailedWhy, "internal");

    private static Page Make(int status, string title, string detail, string? code = null) =>
        Page.Of<ErrorPage>(status, ("Title", title), ("Detail", detail), ("Code", code));
}
