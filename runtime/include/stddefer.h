/*
 * stddefer.h - ISO/IEC TS 25755: a source that includes it chooses block-scoped defer (language 1, 5).
 */
#ifndef CDEFER_STDDEFER_H
#define CDEFER_STDDEFER_H

#define __STDC_VERSION_STDDEFER_H__ 202602L
#define defer _Defer

#endif
