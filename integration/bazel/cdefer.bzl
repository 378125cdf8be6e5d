"""Rules for .cd and .hd files in Bazel.

These rules are written to Bazel's documentation (versions 7 and 8, rules_cc 0.1); the tests of cdefer do not
run them.

Copy this folder to third_party/cdefer of your workspace.  In MODULE.bazel:

    bazel_dep(name = "rules_cc", version = "0.1.1")
    new_local_repository = use_repo_rule("@bazel_tools//tools/build_defs/repo:local.bzl", "new_local_repository")
    new_local_repository(
        name = "cdefer",
        path = "/usr/local",
        build_file = "//third_party/cdefer:installed.BUILD",
    )

In a BUILD file:

    load("//third_party/cdefer:cdefer.bzl", "cdefer_library")
    cdefer_library(
        name = "work",
        srcs = ["work.cd", "near.h"],
        hdrs = ["work.h", "times.hd"],
        deps = [":other"],
    )
    cc_binary(name = "prog", srcs = ["main.c"], deps = [":work"])

Headers that are not named by srcs, hdrs or deps are not there in the sandbox, so that a file is translated
again when, and only when, one of these has changed.
"""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

def _cdefer_translate_impl(ctx):
    toolchain = find_cc_toolchain(ctx)
    contexts = [dep[CcInfo].compilation_context for dep in ctx.attr.deps]

    # What the C compiler will be told of the same libraries.
    args = ctx.actions.args()
    args.add(toolchain.compiler_executable, format = "--cc=%s")
    args.add_all(ctx.attr.local_defines, format_each = "-D%s")
    folder = ctx.label.package or "."
    for base in [folder, ctx.bin_dir.path + "/" + folder]:
        args.add_all(ctx.attr.includes, format_each = "-I" + base + "/%s")
        args.add("-iquote", base)
    args.add_all([".", ctx.bin_dir.path], before_each = "-iquote")
    for context in contexts:
        args.add_all(context.defines, format_each = "-D%s")
        args.add_all(context.quote_includes, before_each = "-iquote")
        args.add_all(context.includes, before_each = "-I")
        args.add_all(context.system_includes, before_each = "-isystem")
    args.add_all(ctx.attr.cdeferopts)

    outputs = []
    headers = depset(ctx.files.hdrs, transitive = [context.headers for context in contexts])
    for source in ctx.files.srcs:
        suffix = ".h" if source.extension == "hd" else ".c"
        path = source.short_path
        if ctx.label.package and path.startswith(ctx.label.package + "/"):
            path = path[len(ctx.label.package) + 1:]
        path = path[:-len(source.extension) - 1] + suffix

        # A header is found below the same folder as those that are not made.
        output = ctx.actions.declare_file(path if suffix == ".h" else ctx.label.name + "/" + path)
        outputs.append(output)
        own = ctx.actions.args()
        own.add("-o", output)
        own.add(source)
        ctx.actions.run(
            executable = ctx.executable.cdefer,
            arguments = [args, own],
            inputs = depset([source], transitive = [headers, toolchain.all_files]),
            outputs = [output],
            mnemonic = "CdeferTranslate",

            # The host compiler is asked for its macros; it looks for its parts in PATH.
            use_default_shell_env = True,
            progress_message = "Translating %{input}",
        )
    return [DefaultInfo(files = depset(outputs))]

cdefer_translate = rule(
    implementation = _cdefer_translate_impl,
    doc = "Makes a .c file of each .cd file, and a .h file of each .hd file.",
    attrs = {
        "srcs": attr.label_list(allow_files = [".cd", ".hd"], mandatory = True),
        "hdrs": attr.label_list(allow_files = True, doc = "What the sources include."),
        "deps": attr.label_list(providers = [CcInfo], doc = "Libraries whose headers they include."),
        "includes": attr.string_list(doc = "Folders of this package, for -I."),
        "local_defines": attr.string_list(doc = "Macros, as those of cc_library."),
        "cdeferopts": attr.string_list(doc = "Options of the translator, -std= among them."),
        "cdefer": attr.label(
            default = Label("@cdefer//:bin/cdefer"),
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    },
    toolchains = use_cc_toolchain(),
)

def cdefer_library(
        name,
        srcs = [],
        hdrs = [],
        deps = [],
        includes = [],
        local_defines = [],
        copts = [],
        cdeferopts = [],
        **kwargs):
    """A cc_library some of whose srcs are .cd files and some of whose hdrs are .hd files.

    Args:
      name: the library's.
      srcs: .cd files, .c files and headers of its own.
      hdrs: headers for others; of a .hd file the .h file is one.
      deps: as in cc_library; the runtime is added.
      includes: as in cc_library.
      local_defines: as in cc_library.
      copts: of the compiler; the translator does not see them.
      cdeferopts: of the translator, as -std=c11 or -fpreserve-errno.
      **kwargs: what else cc_library takes.
    """
    translated = [f for f in srcs if f.endswith(".cd")]
    plain = [f for f in srcs if not f.endswith(".cd")]
    made_from = [f for f in hdrs if f.endswith(".hd")]
    headers = [f for f in hdrs if not f.endswith(".hd")]
    runtime = ["@cdefer//:runtime"]
    common = {
        "deps": deps + runtime,
        "includes": includes,
        "local_defines": local_defines,
        "cdeferopts": cdeferopts,
        "tags": ["manual"],
    }
    made = []
    if made_from:
        cdefer_translate(
            name = name + "_headers",
            srcs = made_from,
            hdrs = headers,
            **common
        )
        made = [":" + name + "_headers"]
    sources = []
    if translated:
        cdefer_translate(
            name = name + "_sources",
            srcs = translated,
            hdrs = [f for f in plain if f.endswith(".h")] + headers + made,
            **common
        )
        sources = [":" + name + "_sources"]
    folder = native.package_name() or "."
    cc_library(
        name = name,
        srcs = plain + sources,
        hdrs = headers + made,
        deps = deps + runtime,
        includes = includes,
        local_defines = local_defines,

        # A header beside the .cd file is found as if that were compiled.
        copts = copts + ["-iquote", folder, "-iquote", "$(BINDIR)/" + folder],
        **kwargs
    )
